"""Answers to the exercises, as readers write them: RIGHT holds the solution first, WRONG what the tutor must name."""
