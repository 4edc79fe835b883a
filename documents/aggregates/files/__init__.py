"""Files in GridFS: written and read as streams, whoever's they are."""
