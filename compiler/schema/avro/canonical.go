package avro

import (
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/flowc-lang/flowc/compiler/schema/jsontree"
	"github.com/flowc-lang/flowc/dsl/diag"
)

// Fingerprint returns the CRC-64-AVRO of the parsing canonical form of a schema:
// the Rabin fingerprint of the Avro specification.
//
// The specification prints it as a number: "null" is 0x63dd24e7cc258f8a. In the
// single object encoding its eight bytes follow C3 01 in little-endian order.
func Fingerprint(schemaJSON string) (uint64, error) {
	c, err := Canonical(schemaJSON)
	if err != nil {
		return 0, err
	}
	return rabin(c), nil
}

// Canonical returns the parsing canonical form of a schema: what readers of data
// need and nothing else, with full names and in one order.
func Canonical(schemaJSON string) (string, error) {
	root, bad := jsontree.Parse(diag.NewFile("schema", schemaJSON))
	if bad != nil {
		line, col := bad.At.File.Position(bad.At.Start)
		return "", fmt.Errorf("avro schema %d:%d: %s", line, col, bad.Message)
	}
	var b strings.Builder
	if err := canonical(&b, root, ""); err != nil {
		return "", fmt.Errorf("avro schema: %w", err)
	}
	return b.String(), nil
}

var errNoSchema = errors.New("a schema is a name, a list or an object with a type")

func canonical(b *strings.Builder, n *jsontree.Node, space string) error {
	switch n.Kind {
	case jsontree.Text:
		b.WriteString(quote(fullName(n.Text, space)))
		return nil
	case jsontree.Array:
		return canonicalList(b, n, space)
	case jsontree.Object:
		return canonicalObject(b, n, space)
	case jsontree.Null, jsontree.Boolean, jsontree.Number:
		return errNoSchema
	}
	panic(fmt.Sprintf("avro: no such kind of JSON: %d", n.Kind))
}

// fullName returns the full name of a type as a namespace sees it.
func fullName(name, space string) string {
	if _, ok := primitives[name]; ok || strings.Contains(name, ".") {
		return name
	}
	return join(space, name)
}

func canonicalList(b *strings.Builder, n *jsontree.Node, space string) error {
	b.WriteByte('[')
	for i, item := range n.Items {
		if i > 0 {
			b.WriteByte(',')
		}
		if err := canonical(b, item, space); err != nil {
			return err
		}
	}
	b.WriteByte(']')
	return nil
}

// canonicalObject writes name, type, fields, symbols, items, values, size, in
// that order, of those that the type has.
func canonicalObject(b *strings.Builder, n *jsontree.Node, space string) error {
	typ := n.Get("type")
	switch {
	case typ == nil:
		return errNoSchema
	case typ.Kind != jsontree.Text:
		return canonical(b, typ, space)
	}
	switch typ.Text {
	case "record", "error":
		own, name := nameIn(n, space)
		b.WriteString(`{"name":` + quote(join(own, name)) + `,"type":"record","fields":[`)
		return canonicalFields(b, n.Get("fields"), own)
	case "enum":
		own, name := nameIn(n, space)
		b.WriteString(`{"name":` + quote(join(own, name)) + `,"type":"enum","symbols":[`)
		for i, s := range words(n.Get("symbols")) {
			if i > 0 {
				b.WriteByte(',')
			}
			b.WriteString(quote(s))
		}
		b.WriteString("]}")
		return nil
	case "fixed":
		own, name := nameIn(n, space)
		size, ok := integer(n.Get("size"))
		if !ok {
			return errors.New("a fixed needs a size")
		}
		b.WriteString(`{"name":` + quote(join(own, name)) + `,"type":"fixed","size":` + strconv.Itoa(size) + "}")
		return nil
	case "array":
		return canonicalInner(b, n, "items", space)
	case "map":
		return canonicalInner(b, n, "values", space)
	}
	return canonical(b, typ, space)
}

func canonicalInner(b *strings.Builder, n *jsontree.Node, key, space string) error {
	elem := n.Get(key)
	if elem == nil {
		return errNoSchema
	}
	b.WriteString(`{"type":"` + n.Word("type") + `","` + key + `":`)
	if err := canonical(b, elem, space); err != nil {
		return err
	}
	b.WriteByte('}')
	return nil
}

func canonicalFields(b *strings.Builder, fields *jsontree.Node, space string) error {
	if fields == nil {
		return errors.New("a record needs fields")
	}
	for i, f := range fields.Items {
		typ := f.Get("type")
		if typ == nil {
			return errNoSchema
		}
		if i > 0 {
			b.WriteByte(',')
		}
		b.WriteString(`{"name":` + quote(f.Word("name")) + `,"type":`)
		if err := canonical(b, typ, space); err != nil {
			return err
		}
		b.WriteByte('}')
	}
	b.WriteString("]}")
	return nil
}

// emptyRabin is the fingerprint of no bytes, and the polynomial of the others.
const emptyRabin = 0xc15d213aa4d7a795

// rabin is the 64-bit Rabin fingerprint, bit by bit: schemas are short.
func rabin(s string) uint64 {
	fp := uint64(emptyRabin)
	for i := 0; i < len(s); i++ {
		fp ^= uint64(s[i])
		for range 8 {
			fp = fp>>1 ^ emptyRabin&-(fp&1)
		}
	}
	return fp
}
