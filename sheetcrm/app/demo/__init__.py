"""The article's company as data: five reps, 1,200 opportunities in a year, 600 of them open; and the usual dirt."""
