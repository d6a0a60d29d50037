// The functions without a body are assembly.
