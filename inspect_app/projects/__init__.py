"""Projects: communities under renovation, their building tree and the parties that answer for them."""
