"""What counts say, and what they must not say: proportions with their intervals, small counts left out.

Pure: numpy and scipy only.
"""
