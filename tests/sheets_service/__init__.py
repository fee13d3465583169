"""A stand-in for the Google Sheets and Drive services: a real HTTP server that the real gspread talks to.

Never shipped. README.md beside this file says what it does, and what of it is known to be true and what is a guess.
"""
