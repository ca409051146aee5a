"""Articles to what they are about: language, sentences, vector, places, names, category, hashtags, quotations."""
