//go:build unix

package testkit

import (
	"fmt"
	"strings"
)

// BigProject returns the files of a project of n pipelines, about 50 lines each, by
// name: what a checker and an editor must be fast on. It has no mistake.
func BigProject(n int) map[string]string {
	out := map[string]string{
		"connections.flow": "connection kafka local { brokers = [\"127.0.0.1:9092\"] }\nconnection cassandra ring { hosts = [\"127.0.0.1\"] }\n",
	}
	var tables strings.Builder
	for i := range n {
		file := fmt.Sprintf("part%02d.flow", i/pipelinesInFile)
		if out[file] == "" {
			out[file] = "import cql \"tables.cql\" as shop\nimport { local, ring } from \"connections.flow\"\n"
		}
		out[file] += strings.ReplaceAll(bigPipeline, "#", fmt.Sprint(i))
		tables.WriteString(strings.ReplaceAll(bigTable, "#", fmt.Sprint(i)))
	}
	out["tables.cql"] = tables.String()
	return out
}

const pipelinesInFile = 5

const bigTable = `CREATE TABLE shop.orders_# (
  customer text,
  placed   timestamp,
  id       bigint,
  state    text,
  city     text,
  total    decimal,
  items    int,
  note     text,
  PRIMARY KEY ((customer), placed, id)
);
`

const bigPipeline = `
enum State# { NEW, PAID, SENT, GONE }

/// Where order # goes.
schema Address# {
  street: string
  city:   string
  zip:    string?
}

/// A line of order #.
schema Line# {
  product: string
  price:   decimal(12, 2)
  items:   int32
}

/// An order as the shop writes it.
schema Order# {
  id:       int64
  customer: string
  placed:   timestamp(ms)
  state:    State#
  address:  Address#
  billing:  Address#?
  total:    decimal(14, 2)
  lines:    list<Line#>
  comment:  string?
}

topic orders# on local {
  name       = "shop.orders.#"
  key:   string as utf8
  value: Order# as json
  partitions = 6
}

sink cassandra table# on ring { table = shop.orders_# }

pipeline load# {
  from orders#
  where .customer.len() > 0 && .total > 0
  let city = .billing?.city ?? .address.city
  let items = .lines.len() as int32 ?? 0
  let dear = .lines.any(|l| l.price > 1000)
  let words = "${.comment ?? "no comment"} of ${.customer.trim().lower()}"
  map shop.orders_# {
    customer = .customer.trim()
    placed   = .placed
    id       = .id
    state    = match .state {
      NEW  => "new"
      PAID => "paid"
      SENT => if dear then "sent with care" else "sent"
      other => "gone"
    }
    city  = city.upper()
    total = .total
    items = items
    note  = if dear then words else null
  }
  to table#
}
`
