"""The screen: bodies of messages, addresses of controls, the one router, the one door for errors."""
