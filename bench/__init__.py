"""Tools of the developers: pictures, proofs and measurements. No part of the bot."""
