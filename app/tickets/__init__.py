"""The ticket, centre of the house: its table of states, its rows, and the one function that moves it."""
