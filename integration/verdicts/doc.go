// Package verdicts holds what greenify check says about well-known modules and
// programs in golden files, each looked at by hand.
//
// testdata has a file for each: the report, and above it, after #, why each
// verdict that is not green is right. Modules are downloaded, so VERDICTS=1 asks for the
// test; VERDICTS=name,name picks some. -update writes the reports, and keeps
// what was written above them.
package verdicts
