package console

import "github.com/flowc-lang/flowc/stdlib/spec"

const driver = "github.com/flowc-lang/flowc/stdlib/console/run"

// Connector describes `sink console`.
func Connector() *spec.Connector {
	return &spec.Connector{
		Name: "console",
		Doc:  "Prints records to standard output, one a line.",
		Sink: &spec.Side{
			Options: []spec.Option{
				spec.Allow(),
			},
			Value:   spec.Bytes,
			Best:    spec.AtLeastOnce,
			Why:     "what was printed cannot be taken back",
			Package: driver, Type: "SinkConfig",
			Derived: []spec.Derived{{Field: "Head", From: spec.DeriveHead}},
		},
		Example: `schema Click { user: string, ms: int32 }

source datagen clicks {
  count = 3
  value: Click
  fields {
    user = "u${gen.int(1..50)}"
    ms   = gen.int(1..900) as int32
  }
}

sink console screen { value: Click as json }

pipeline show {
  from clicks
  to screen
}
`,
		Built: true,
	}
}
