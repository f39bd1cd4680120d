package opendata

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"sync"

	"github.com/santhosh-tekuri/jsonschema/v6"
)

// Misfit is what is wrong with data that does not fit its schema.
type Misfit struct {
	File   string // that the data is of: "promises.json"
	Row    int    // from 1; 0 when it is not in one
	Column string // "" when it is not in one
}

func (m *Misfit) Error() string {
	return fmt.Sprintf("%s does not fit its schema, row %d, column %q", m.File, m.Row, m.Column)
}

// ReadPromises reads a promises.json that anybody has made. An error is a *Misfit.
func ReadPromises(data []byte) ([]PromiseRow, error) { return read[PromiseRow](string(Promises), data) }

// ReadFollowUps reads a followups.json, as ReadPromises does.
func ReadFollowUps(data []byte) ([]FollowUpRow, error) {
	return read[FollowUpRow](string(FollowUps), data)
}

// ReadKommuner reads a kommuner.json, as ReadPromises does.
func ReadKommuner(data []byte) ([]KommunRow, error) { return read[KommunRow](kommuner, data) }

func read[T any](name string, data []byte) ([]T, error) {
	misfit := &Misfit{File: name + ".json"}
	value, err := jsonschema.UnmarshalJSON(bytes.NewReader(data))
	if err != nil {
		return nil, misfit
	}
	err = compiled()[name].Validate(value)
	if fault := (*jsonschema.ValidationError)(nil); errors.As(err, &fault) {
		// The first fault of the first row that has one, whatever the order in which they were found.
		for _, at := range innermost(fault) {
			row, column := 0, ""
			if len(at) > 0 {
				n, _ := strconv.Atoi(at[0])
				row = n + 1
			}
			if len(at) > 1 {
				column = at[1]
			}
			if misfit.Row == 0 || cmp.Or(cmp.Compare(row, misfit.Row), cmp.Compare(column, misfit.Column)) < 0 {
				misfit.Row, misfit.Column = row, column
			}
		}
		return nil, misfit
	}
	var rows []T
	if err != nil || json.Unmarshal(data, &rows) != nil { // a number may be an integer and yet too large
		return nil, misfit
	}
	return rows, nil
}

// innermost returns where in a value its faults are.
func innermost(fault *jsonschema.ValidationError) [][]string {
	if len(fault.Causes) == 0 {
		return [][]string{fault.InstanceLocation}
	}
	var all [][]string
	for _, cause := range fault.Causes {
		all = append(all, innermost(cause)...)
	}
	return all
}

// compiled returns the schemas by the names of what they describe.
var compiled = sync.OnceValue(func() map[string]*jsonschema.Schema {
	all := map[string]*jsonschema.Schema{}
	for _, name := range []string{string(Promises), string(FollowUps), kommuner} {
		data, err := schemaText(name)
		var schema *jsonschema.Schema
		if err == nil {
			schema, err = compile(data)
		}
		if err != nil {
			panic(fmt.Sprintf("opendata: the schema of %s in the program: %v", name, err))
		}
		all[name] = schema
	}
	return all
})

func compile(schema []byte) (*jsonschema.Schema, error) {
	const at = "https://lofte.invalid/"
	value, err := jsonschema.UnmarshalJSON(bytes.NewReader(bytes.Replace(schema, []byte(`"$id": "`), []byte(`"$id": "`+at), 1)))
	if err != nil {
		return nil, err
	}
	c := jsonschema.NewCompiler()
	c.AssertFormat()
	id := value.(map[string]any)["$id"].(string)
	if err := c.AddResource(id, value); err != nil {
		return nil, err
	}
	return c.Compile(id)
}
