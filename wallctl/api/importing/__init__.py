"""Lists of sources in files people keep: xlsx, CSV, M3U and XSPF, in and out.

`reading` makes a `Table` of a file, `matching` a list of rows that says what each would change,
`batches` keeps it until it is applied, `writing` makes files. All of it blocks: on a thread.
"""
