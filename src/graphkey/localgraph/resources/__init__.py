"""
The resources of the catalog as things that are stored: where they live, what is taken in, how they change, what is shown.

`segments` says what each segment of a path is, `places` where its thing lives, `relationships`, `links` and `related` what
leads to what; `entities` takes in and shows, `changes` and `keys` write, `views` gather what is not stored as one, `defaults`
are there from the start.
Rule: what has to be known of a single resource stands in `special`, a table a question; what takes code stands in `handlers`.
"""
