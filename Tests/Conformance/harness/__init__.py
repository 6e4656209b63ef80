"""What the conformance tests stand on: a server process, raw clients, and the shapes of the documents."""
