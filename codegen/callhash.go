package codegen

import (
	"strings"

	"github.com/dave/jennifer/jen"

	"github.com/flowc-lang/flowc/codegen/conv"
	"github.com/flowc-lang/flowc/codegen/emit"
	"github.com/flowc-lang/flowc/compiler/types"
)

// hashCalls adds the functions that hash, hide and encode, and those of uuids.
func hashCalls(m map[string]emitter) {
	m["hash"] = func(c *calling) conv.Value {
		return value(builtin(strings.ToUpper(c.text(1)), arena(), c.v(0), c.v(2)))
	}
	m["hmac"] = func(c *calling) conv.Value {
		return value(builtin("HMAC"+strings.ToUpper(c.text(2)), arena(), c.v(0), c.v(1)))
	}
	m["base64"], m["hex"] = encoded("Base64"), encoded("Hex")
	m["mask"] = inArena("Mask")
	m["redact"] = func(c *calling) conv.Value { return value(builtin("Redact", c.v(0))) }
	m["uuid_v4"], m["uuid_v7"], m["timeuuid"] = newUUID("V4"), newUUID("V7"), newUUID("V1")
	m["xxhash"] = func(c *calling) conv.Value { return value(builtin("XXHash", c.v(0))) }
	m["murmur3"] = func(c *calling) conv.Value { return value(builtin("Murmur3", c.v(0))) }
	m["random"] = (*calling).random
	m["uuid_v5"] = inArena("UUID5")
}

// encoded is base64 or hex, of bytes or of the bytes of a text.
func encoded(name string) emitter {
	return func(c *calling) conv.Value {
		if c.kind() == types.String {
			return value(builtin(name+"Text", arena(), c.v(0)))
		}
		return value(builtin(name, arena(), c.v(0)))
	}
}

// newUUID takes a uuid of those that the task makes.
func newUUID(method string) emitter {
	return func(c *calling) conv.Value {
		if !c.uuids {
			c.uuids = true
			c.state = append(c.state, jen.Id("uuids").Qual(emit.Builtin, "UUIDs"))
		}
		n := c.f.Name(or(c.hint, "id"))
		c.f.Add(jen.Id(n).Op(":=").Id("t").Dot("uuids").Dot(method).Call())
		return value(jen.Id(n))
	}
}

// random draws once, however often the value is used.
func (c *calling) random() conv.Value {
	n := c.f.Name(or(c.hint, "drawn"))
	c.f.Add(jen.Id(n).Op(":=").Qual("math/rand/v2", "Float64").Call())
	return value(jen.Id(n))
}
