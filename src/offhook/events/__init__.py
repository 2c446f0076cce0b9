"""What subscribers of a company are told."""
