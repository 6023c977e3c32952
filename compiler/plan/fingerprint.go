package plan

import (
	"fmt"

	"github.com/flowc-lang/flowc/compiler/ir"
	"github.com/flowc-lang/flowc/compiler/schema/avro"
)

// Fingerprint is the fingerprint of the Avro schema that a carrier writes, as it
// stands in front of a single object.
func (p *Plan) Fingerprint(c *ir.Carrier) uint64 {
	f, err := avro.Fingerprint(avro.JSON(c.Type))
	if err != nil {
		panic(fmt.Sprintf("plan: schema of %s: %v", c.Type, err))
	}
	return f
}
