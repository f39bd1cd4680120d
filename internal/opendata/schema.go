package opendata

import (
	"bytes"
	"embed"
	"encoding/json"
	"fmt"
	"sync"
)

// schemas are the JSON Schemas (2020-12) of the files. What their $id begins with is filled in.
//
//go:embed schema/*.json
var schemas embed.FS

// Column is a column of a set.
type Column struct {
	Name        string
	Description string // in English
}

// Columns returns the columns of a set, in their order. The schema is where they stand.
func (s Set) Columns() []Column { return columns()[s] }

var columns = sync.OnceValue(func() map[Set][]Column {
	all := map[Set][]Column{}
	for _, set := range Sets() {
		var schema struct {
			Items struct {
				Required   []string
				Properties map[string]struct{ Description string }
			}
		}
		data, err := schemaText(string(set))
		if err == nil {
			err = json.Unmarshal(data, &schema)
		}
		if err != nil {
			panic(fmt.Sprintf("opendata: the schema of %s in the program: %v", set, err))
		}
		for _, name := range schema.Items.Required {
			all[set] = append(all[set], Column{name, schema.Items.Properties[name].Description})
		}
	}
	return all
})

func schemaText(name string) ([]byte, error) {
	return schemas.ReadFile("schema/" + name + ".schema.json")
}

// schema returns the schema of a file.
func (d *Data) schema(name string) ([]byte, error) {
	data, err := schemaText(name)
	return bytes.Replace(data, []byte(`"$id": "`), []byte(`"$id": "`+d.url("data/")), 1), err
}

// header returns the first line of a set's CSV.
func header(s Set) []byte {
	var line writer
	for _, c := range s.Columns() {
		line.text(c.Name)
	}
	return append(line.out, "\r\n"...)
}
