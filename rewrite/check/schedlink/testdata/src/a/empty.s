// The functions without a body come from elsewhere.
