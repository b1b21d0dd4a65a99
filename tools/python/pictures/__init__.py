"""Generated pictures of digits, and of what is none, with which `mnist classify` is measured."""
