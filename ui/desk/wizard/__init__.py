"""开局向导: from an empty room to a picture on the wall, without a file edited by hand."""
