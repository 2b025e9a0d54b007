"""Who may do what: one table of role by action, asked before any page runs. Closed unless a row opens it.

roles.py       the roles a person can hold, and the sets the table speaks of
action.py      what one row of the table says
everybody.py   rows: pages for all, and for whoever is logged in
member.py      rows: a member's own pages
employer.py    rows: an employer's pages
console.py     rows: the verbs of the console
records.py     rows: the lists and records of the console
table.py       all rows together, by address name
holding.py     which roles a request's person holds
middleware.py  asks the table; `request.may` answers templates and pages
"""
