package cassandra

import (
	"strconv"
	"strings"
	"time"
)

// Insert returns the prepared text of an upsert: a bind marker for each column in
// the order given, the last one for the write time. A zero ttl is none.
func Insert(keyspace, table string, columns []string, ttl time.Duration) string {
	var b strings.Builder
	b.WriteString("INSERT INTO ")
	b.WriteString(Quote(keyspace) + "." + Quote(table))
	b.WriteString(" (")
	for i, c := range columns {
		if i > 0 {
			b.WriteString(", ")
		}
		b.WriteString(Quote(c))
	}
	b.WriteString(") VALUES (")
	b.WriteString(strings.TrimSuffix(strings.Repeat("?, ", len(columns)), ", "))
	b.WriteString(") USING ")
	if ttl > 0 {
		b.WriteString("TTL " + strconv.FormatInt(int64(ttl/time.Second), 10) + " AND ")
	}
	b.WriteString("TIMESTAMP ?")
	return b.String()
}

// Quote returns a name as CQL must see it: always in double quotes, so that
// neither capitals nor reserved words need a rule.
func Quote(name string) string {
	return `"` + strings.ReplaceAll(name, `"`, `""`) + `"`
}
