package connector

// Pulled is an outside schema as it stands in a live system: what `flowc pull` makes
// a file of.
type Pulled struct {
	Text string `json:"text"`
	// Uses is what the text refers to.
	Uses []PulledUse `json:"uses,omitempty"`
	// Version is the text's number, 0 in a system that counts no versions. Level is the
	// compatibility that a further version must keep there, in small letters.
	Version int    `json:"version,omitempty"`
	Level   string `json:"level,omitempty"`
	// History holds the other versions that a further one is held against, oldest first.
	History []Pulled `json:"history,omitempty"`
}

// PulledUse is a schema under the name by which another one refers to it.
type PulledUse struct {
	Name string `json:"name"`
	Text string `json:"text"`
}
