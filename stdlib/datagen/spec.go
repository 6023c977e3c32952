package datagen

import "github.com/flowc-lang/flowc/stdlib/spec"

const driver = "github.com/flowc-lang/flowc/stdlib/datagen/run"

// Connector describes `source datagen`.
func Connector() *spec.Connector {
	return &spec.Connector{
		Name: "datagen",
		Doc:  "Makes records up, reproducibly: for trying, tests and load.",
		Source: &spec.Side{
			Options: []spec.Option{
				{
					Name: "every", Type: spec.Duration, When: spec.Start, Min: 0, Max: 24 * 3600 * 1000,
					Doc: "Time between two records; without it they come as fast as they are taken.",
				},
				{
					Name: "count", Type: spec.Int, When: spec.Start, Min: 0, Max: 1 << 62,
					Doc: "Number of records, over all runs with the same data folder; without it there is no end.",
				},
				{
					Name: "splits", Type: spec.Int, When: spec.Start, Default: "1", Min: 1, Max: 64,
					Doc: "Among how many splits the records are dealt out, which run side by side: split s of n gives the records s, s + n, s + 2n and so on, the first of all being number 0. Each is in order; among them there is none.",
				},
				{
					Name: "seed", Field: "-", Type: spec.Int, When: spec.Start, Default: "1", Min: -1 << 62, Max: 1 << 62,
					Doc: "What the values are drawn from: the same seed gives the same records.",
				},
				{
					Name: "fields", Field: "-", Type: spec.Fields, When: spec.Each, Required: true,
					Doc: "An expression for each field of the value.",
				},
			},
			Value:   spec.Generated,
			Best:    spec.ExactlyOnce,
			Why:     "its position is committed with what is written to topics or files; kept apart from what the sink holds, equal records are delivered again after a crash",
			Package: driver, Type: "SourceConfig",
			Derived: []spec.Derived{{Field: "Name", From: spec.DeriveNode}},
		},
		Example: `schema Click { user: string, ms: int32 }

source datagen clicks {
  every = 1ms
  count = 10_000
  seed  = 42
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
