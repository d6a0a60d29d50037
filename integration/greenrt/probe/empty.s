// Lets the package declare functions without a body, which linkname gives one.
