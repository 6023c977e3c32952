package avro

import (
	wire "github.com/flowc-lang/flowc/runtime/record"
)

// mostBytes bounds what a record may grow to: a field that is added to each element
// of a list has a default each time.
const mostBytes = 16 << 20

// mostEmpty bounds the elements of a block that take no bytes.
const mostEmpty = 1 << 16

// failed is a cursor below zero.
func failed(r wire.Reason) int { return -int(r) }

// Rewrite appends to d what the writer's value at b[i:] is for the reader, and
// returns the cursor behind the value, below zero where b is not what the writer's
// schema says.
func (p *Plan) Rewrite(d, b []byte, i int) ([]byte, int) {
	if p.same {
		j := p.root.writer.skip(b, i, wire.MaxDepth)
		if j < 0 {
			return d, j
		}
		return append(d, b[i:j]...), j
	}
	return p.root.rewrite(d, b, i, len(d)+mostBytes, wire.MaxDepth)
}

func (o *op) rewrite(d, b []byte, i, most, depth int) ([]byte, int) {
	if depth == 0 {
		return d, failed(wire.TooDeep)
	}
	if len(d) > most {
		return d, failed(wire.BadLength)
	}
	switch o.do {
	case copyValue:
		j := o.writer.skip(b, i, depth)
		if j < 0 {
			return d, j
		}
		return append(d, b[i:j]...), j
	case toRecord:
		return o.record(d, b, i, most, depth)
	case toEnum:
		k, i := wire.AvroEnum(b, i, len(o.table))
		if i < 0 {
			return d, i
		}
		return wire.AppendAvroLong(d, int64(o.table[k])), i
	case toArray, toMap:
		return o.blocks(d, b, i, most, depth)
	case toBranch:
		return o.elem.rewrite(wire.AppendAvroLong(d, int64(o.branch)), b, i, most, depth-1)
	case fromBranch:
		k, i := wire.AvroBranch(b, i, len(o.ops))
		if i < 0 {
			return d, i
		}
		return o.ops[k].rewrite(d, b, i, most, depth-1)
	case intToFloat, intToDouble, longToFloat, longToDouble, floatToDouble:
		return o.number(d, b, i)
	}
	panic("avro: an op without an action")
}

// number reads a number as a wider one.
func (o *op) number(d, b []byte, i int) ([]byte, int) {
	if o.do == floatToDouble {
		v, i := wire.AvroFloat(b, i)
		if i < 0 {
			return d, i
		}
		return wire.AppendAvroDouble(d, float64(v)), i
	}
	v, i := wire.AvroLong(b, i)
	switch {
	case i < 0:
		return d, i
	case o.writer.kind == integer && v != int64(int32(v)):
		return d, failed(wire.OutOfRange)
	case o.do == intToFloat || o.do == longToFloat:
		return wire.AppendAvroFloat(d, float32(v)), i
	}
	return wire.AppendAvroDouble(d, float64(v)), i
}

// record appends the reader's fields in their order. Where the writer's are in
// another one, the cursor goes back to the first and skips forward.
func (o *op) record(d, b []byte, i, most, depth int) ([]byte, int) {
	fields := o.writer.fields
	start, at := i, 0 // at is the index of the field at i
	end, far := i, 0  // the farthest that was reached
	for k := range o.steps {
		s := &o.steps[k]
		if s.from < 0 {
			d = append(d, s.def...)
			continue
		}
		if s.from < at {
			i, at = start, 0
		}
		for ; at < s.from; at++ {
			if i = fields[at].typ.skip(b, i, depth-1); i < 0 {
				return d, i
			}
		}
		if d, i = s.op.rewrite(d, b, i, most, depth-1); i < 0 {
			return d, i
		}
		if at++; at > far {
			end, far = i, at
		}
	}
	for ; far < len(fields); far++ {
		if end = fields[far].typ.skip(b, end, depth-1); end < 0 {
			return d, end
		}
	}
	return d, end
}

// blocks appends the blocks of an array or map.
func (o *op) blocks(d, b []byte, i, most, depth int) ([]byte, int) {
	for {
		n, j := block(b, i)
		if i = j; i < 0 {
			return d, i
		}
		d = wire.AppendAvroLong(d, n)
		if n == 0 {
			return d, i
		}
		for from, size := i, len(d); n > 0; n-- {
			if o.do == toMap {
				from := i
				if i = skipBytes(b, i); i < 0 {
					return d, i
				}
				d = append(d, b[from:i]...)
			}
			if d, i = o.elem.rewrite(d, b, i, most, depth-1); i < 0 {
				return d, i
			}
			if i == from && len(d) == size {
				break // elements of no bytes: so are all others
			}
		}
	}
}

// block reads the head of a block: elements of no bytes are bounded too.
func block(b []byte, i int) (n int64, j int) {
	return wire.AvroBlockMax(b, i, int64(max(len(b), mostEmpty)))
}

// skip returns the cursor behind a value.
func (s *Schema) skip(b []byte, i, depth int) int {
	if depth == 0 {
		return failed(wire.TooDeep)
	}
	switch s.kind {
	case null:
		return i
	case boolean:
		return wire.SkipAvroBool(b, i)
	case integer:
		_, i = wire.AvroInt(b, i)
		return i
	case long, enum:
		return wire.SkipAvroLong(b, i)
	case float:
		return wire.SkipAvroFixed(b, i, 4)
	case double:
		return wire.SkipAvroFixed(b, i, 8)
	case fixed:
		return wire.SkipAvroFixed(b, i, s.size)
	case bytes, text:
		return skipBytes(b, i)
	case record:
		for k := range s.fields {
			if i = s.fields[k].typ.skip(b, i, depth-1); i < 0 {
				return i
			}
		}
		return i
	case union:
		k, i := wire.AvroBranch(b, i, len(s.branches))
		if i < 0 {
			return i
		}
		return s.branches[k].skip(b, i, depth-1)
	case array, mapping:
		return s.skipBlocks(b, i, depth)
	}
	panic("avro: a schema without a kind")
}

func skipBytes(b []byte, i int) int {
	_, i = wire.AvroBytes(b, i)
	return i
}

func (s *Schema) skipBlocks(b []byte, i, depth int) int {
	for {
		n, j := block(b, i)
		if i = j; i < 0 || n == 0 {
			return i
		}
		for from := i; n > 0; n-- {
			if s.kind == mapping {
				if i = skipBytes(b, i); i < 0 {
					return i
				}
			}
			if i = s.elem.skip(b, i, depth-1); i < 0 {
				return i
			}
			if i == from {
				break // elements of no bytes: so are all others
			}
		}
	}
}
