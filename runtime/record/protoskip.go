package record

// The wire types of Protocol Buffers: how a field's value stands there.
const (
	protoVarint = iota
	protoFixed64
	protoLengthy
	protoGroup
	protoGroupEnd
	protoFixed32
)

// SkipProto returns the cursor behind the value of a field that has the tag. A group,
// which schemas no longer have, ends with its own tag; it keeps its own stack, so that
// the depth of the input costs no memory.
func SkipProto(b []byte, i int, tag uint32) int {
	var open [MaxDepth]uint32 // the field numbers of the groups around
	depth := 0
	for {
		switch tag & 7 {
		case protoVarint:
			_, i = ProtoUint64(b, i)
		case protoFixed64:
			i = SkipAvroFixed(b, i, 8)
		case protoFixed32:
			i = SkipAvroFixed(b, i, 4)
		case protoLengthy:
			i = skipLengthy(b, i)
		case protoGroup:
			if depth == MaxDepth {
				return bad(TooDeep)
			}
			open[depth] = tag >> 3
			depth++
		case protoGroupEnd:
			if depth == 0 || open[depth-1] != tag>>3 {
				return bad(BadSyntax)
			}
			depth--
		default:
			return bad(BadSyntax)
		}
		if i < 0 || depth == 0 {
			return i
		}
		switch tag, i = ProtoTag(b, i); {
		case i < 0:
			return i
		case tag == 0: // the end of b is no end of a group
			return bad(Short)
		}
	}
}

func skipLengthy(b []byte, i int) int {
	end, i := ProtoEnd(b, i)
	if i < 0 {
		return i
	}
	return end
}
