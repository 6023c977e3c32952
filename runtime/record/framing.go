package record

import "encoding/binary"

// AvroSingleObject checks the head of Avro's single-object encoding, C3 01 and
// the fingerprint of the writer's schema, and returns the cursor behind it.
func AvroSingleObject(b []byte, fingerprint uint64) int {
	f, i := SingleObjectFingerprint(b)
	if i >= 0 && f != fingerprint {
		return bad(BadSchema)
	}
	return i
}

// SingleObjectFingerprint reads the head of Avro's single-object encoding.
func SingleObjectFingerprint(b []byte) (fingerprint uint64, i int) {
	if len(b) >= 1 && b[0] != 0xc3 || len(b) >= 2 && b[1] != 1 {
		return 0, bad(BadMagic)
	}
	if len(b) < 10 {
		return 0, bad(Short)
	}
	return binary.LittleEndian.Uint64(b[2:]), 10
}

// AppendAvroSingleObject appends the head of Avro's single-object encoding.
func AppendAvroSingleObject(d []byte, fingerprint uint64) []byte {
	return binary.LittleEndian.AppendUint64(append(d, 0xc3, 1), fingerprint)
}

// RegistryFrame checks the head that a schema registry's clients write, a zero
// and the schema's id, and returns the cursor behind it.
func RegistryFrame(b []byte, id uint32) int {
	got, i := RegistryID(b)
	if i >= 0 && got != id {
		return bad(BadSchema)
	}
	return i
}

// RegistryID reads the head that a schema registry's clients write.
func RegistryID(b []byte) (id uint32, i int) {
	if len(b) >= 1 && b[0] != 0 {
		return 0, bad(BadMagic)
	}
	if len(b) < 5 {
		return 0, bad(Short)
	}
	return binary.BigEndian.Uint32(b[1:]), 5
}

// AppendRegistryFrame appends the head that a schema registry's clients write.
func AppendRegistryFrame(d []byte, id uint32) []byte {
	return binary.BigEndian.AppendUint32(append(d, 0), id)
}
