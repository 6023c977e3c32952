package spec

// Allow is the option of a topic or sink that lets labelled values reach it.
func Allow() Option {
	return Option{
		Name: "allow", Type: Labels, When: Static, Field: "-",
		Doc: "Labels of the values that may go there, as in allow = [pii]; a value with another label is refused at compile time.",
	}
}
