"""The ticket, centre of everything: its table of states, its rows, and the one function that moves it."""
