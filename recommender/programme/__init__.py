"""Which courses are worth creating, which overlap, and which nobody needs: from needs nobody serves."""
