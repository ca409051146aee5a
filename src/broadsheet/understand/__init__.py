"""Articles to what they are about: language, vector, places, names, category, hashtags, quotations."""
