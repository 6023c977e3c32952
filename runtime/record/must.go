package record

// MustPattern compiles a pattern that the compiler has accepted. Generated code
// calls it once for each pattern, at the start of the process.
func MustPattern(text string) *Pattern {
	p, err := CompilePattern(text)
	if err != nil {
		panic("record: pattern " + text + ": " + err.Error())
	}
	return p
}

// MustZone loads a zone that the compiler has found. It panics on a machine that
// does not know the zone, so that a worker says so before it reads a record.
func MustZone(name string) *Zone {
	z, err := LoadZone(name)
	if err != nil {
		panic("record: zone " + name + ": " + err.Error())
	}
	return z
}
