# the generator
