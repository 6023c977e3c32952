package cqltest

import (
	"encoding/binary"
	"strings"
)

// hostID is the id of the only node, and of its schema.
var hostID = []byte{1, 2, 3, 4, 5, 6, 0x47, 8, 0x89, 10, 11, 12, 13, 14, 15, 16}

// system answers a SELECT from a system table. Values are those bound to it.
func (s *Server) system(text string, values []Value) []byte {
	switch {
	case strings.HasPrefix(text, "SELECT schema_version FROM system.local"):
		return rows("system", "local", []field{{"schema_version", []int{typeUUID}}}, [][]byte{hostID})
	case strings.Contains(text, "system.local"):
		return local()
	case strings.Contains(text, "system_schema.columns"):
		return s.columns(string(values[0].Bytes), string(values[1].Bytes))
	case strings.Contains(text, "system_schema.keyspaces"):
		if len(values) == 0 {
			return s.keyspaces("")
		}
		return s.keyspaces(string(values[0].Bytes))
	}
	return rows("system", "x", []field{{"x", []int{typeText}}})
}

// local is the row of system.local.
func local() []byte {
	text := func(name, v string) (field, []byte) { return field{name, []int{typeText}}, []byte(v) }
	var fields []field
	var row [][]byte
	add := func(f field, v []byte) {
		fields, row = append(fields, f), append(row, v)
	}
	address := []byte{127, 0, 0, 1}
	add(text("key", "local"))
	add(text("bootstrapped", "COMPLETED"))
	add(text("cluster_name", "cqltest"))
	add(text("cql_version", "3.4.5"))
	add(text("data_center", "dc1"))
	add(text("rack", "r1"))
	add(text("partitioner", "org.apache.cassandra.dht.Murmur3Partitioner"))
	add(text("release_version", "4.1.0"))
	add(text("native_protocol_version", "4"))
	add(field{"broadcast_address", []int{typeInet}}, address)
	add(field{"listen_address", []int{typeInet}}, address)
	add(field{"rpc_address", []int{typeInet}}, address)
	add(field{"host_id", []int{typeUUID}}, hostID)
	add(field{"schema_version", []int{typeUUID}}, hostID)
	add(field{"tokens", []int{typeSet, typeText}}, list("-9223372036854775808"))
	return rows("system", "local", fields, row)
}

// list is the encoded set or flat map of texts.
func list(all ...string) []byte {
	var o out
	o.int(len(all))
	for _, s := range all {
		o.bytes([]byte(s))
	}
	return o.b
}

// columns are the rows of system_schema.columns for a table.
func (s *Server) columns(keyspace, table string) []byte {
	fields := []field{{"column_name", []int{typeText}}, {"kind", []int{typeText}}, {"position", []int{typeInt}}, {"type", []int{typeText}}}
	var all [][][]byte
	if t := s.table(keyspace, table); t != nil {
		for _, c := range t.Columns {
			position := binary.BigEndian.AppendUint32(nil, uint32(int32(c.Position)))
			all = append(all, [][]byte{[]byte(c.Name), []byte(c.Kind), position, []byte(c.Type)})
		}
	}
	return rows("system_schema", "columns", fields, all...)
}

// keyspaces are the rows of system_schema.keyspaces, of one keyspace or of all.
func (s *Server) keyspaces(only string) []byte {
	fields := []field{{"keyspace_name", []int{typeText}}, {"durable_writes", []int{0x04}}, {"replication", []int{typeMap, typeText, typeText}}}
	var replication out
	replication.int(2)
	for _, v := range []string{"class", "org.apache.cassandra.locator.SimpleStrategy", "replication_factor", "1"} {
		replication.bytes([]byte(v))
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	seen := map[string]bool{}
	var all [][][]byte
	for _, t := range s.tables {
		if seen[t.Keyspace] || only != "" && only != t.Keyspace {
			continue
		}
		seen[t.Keyspace] = true
		all = append(all, [][]byte{[]byte(t.Keyspace), {1}, replication.b})
	}
	return rows("system_schema", "keyspaces", fields, all...)
}
