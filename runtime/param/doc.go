// Package param holds the values of a worker's typed settings: each is a
// [flag.Value] over a field of the generated Params struct.
//
// A value is set from text, whatever it comes from: a flag, an environment
// variable, or a configuration file. A list also takes a JSON array, so that its
// elements may hold commas. The errors say what the value must look like; who
// calls adds the name and the text that was given, so that a secret stays out.
package param
