"""Player workers, frame rings, feed manager and figures. Runs inside the wall node, without Qt."""
