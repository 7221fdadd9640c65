"""What is seen: translate a press, ask one service, draw the answer. Nothing else happens here."""
