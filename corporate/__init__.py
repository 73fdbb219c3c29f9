"""Who asks, through which door: banks, enterprises, people, the gate, the web bank, the command line."""
