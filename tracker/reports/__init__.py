"""Tables that leave the application; `tables` is the only module that uses pandas."""
