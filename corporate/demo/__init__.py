"""An invented bank to try things on, and the story that `make demo` tells with it."""
