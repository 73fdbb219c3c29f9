"""The direct link (银企直联): signed XML messages of enterprises' systems over HTTP.

A door only: it finds out who sends, reads what the catalogue declares, hands it to the gate and
signs the answer. It holds no business code, and nothing but the head of a message is read before
its signature is verified.
"""
