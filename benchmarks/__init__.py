"""How fast the house is, and against what: each module measures one thing and says under which conditions."""
