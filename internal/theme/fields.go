package theme

import "reflect"

// fields returns the names of the fields of the view type with a name, those of embedded types too.
func fields(name string) []string {
	var names []string
	seen := map[reflect.Type]bool{}
	var search func(t reflect.Type)
	search = func(t reflect.Type) {
		for t.Kind() == reflect.Pointer || t.Kind() == reflect.Slice {
			t = t.Elem()
		}
		if t.Kind() != reflect.Struct || seen[t] {
			return
		}
		seen[t] = true
		if t.Name() == name && names == nil {
			for _, f := range reflect.VisibleFields(t) {
				if f.IsExported() && !f.Anonymous {
					names = append(names, f.Name)
				}
			}
		}
		for f := range t.Fields() {
			search(f.Type)
		}
	}
	for _, v := range views {
		search(reflect.TypeOf(v))
	}
	return names
}
