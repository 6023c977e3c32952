package avro

import (
	"fmt"

	"github.com/flowc-lang/flowc/compiler/types"
	"github.com/flowc-lang/flowc/dsl/diag"
)

// circles reports records that hold themselves directly or through other records:
// no value of them ends. Behind an optional, a list, a map or a union a record may
// come again.
func (im *importer) circles() {
	c := circler{state: map[*types.RecordType]walk{}, report: im.report}
	for _, t := range im.schema.Types {
		if t.Kind == types.Record {
			c.visit(t.Record)
		}
	}
}

// walk is how far a record was walked.
type walk uint8

const (
	unmet walk = iota
	inside
	done
)

type circler struct {
	state  map[*types.RecordType]walk
	report *diag.Report
}

// visit walks the records that r holds directly. Meeting one that is not done
// closes a circle, and each circle is closed by one field.
func (c *circler) visit(r *types.RecordType) {
	c.state[r] = inside
	for _, f := range r.Fields {
		if f.Type.Kind != types.Record {
			continue
		}
		switch c.state[f.Type.Record] {
		case inside:
			c.report.Add(diag.Diagnostic{
				Code:    "E0435",
				Message: fmt.Sprintf("record `%s` holds itself, so no value of it ever ends", f.Type.Record.Name),
				At:      f.TypeAt,
				Labels:  []diag.Label{{At: f.Type.Record.At, Text: "declared here"}},
				Helps:   []string{"make the field optional, [\"null\", …], or a list of it"},
			})
		case unmet:
			c.visit(f.Type.Record)
		case done:
		}
	}
	c.state[r] = done
}
