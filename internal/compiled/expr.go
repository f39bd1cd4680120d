package compiled

import (
	"errors"
	"fmt"
	"reflect"
	"strings"
	"text/template/parse"
)

// escaperPrefix begins the names of the functions that html/template adds to a pipeline.
const escaperPrefix = "_html_template_"

// escaped compiles a pipeline up to its escapers, and returns their names.
func (s *scope) escaped(p *parse.PipeNode) (expr, []string, error) {
	n := len(p.Cmds)
	for n > 0 && escaper(p.Cmds[n-1]) != "" {
		n--
	}
	var names []string
	for _, c := range p.Cmds[n:] {
		names = append(names, escaper(c))
	}
	value, err := s.commands(p, p.Cmds[:n])
	return value, names, err
}

func escaper(c *parse.CommandNode) string {
	if len(c.Args) == 1 {
		if id, ok := c.Args[0].(*parse.IdentifierNode); ok && strings.HasPrefix(id.Ident, escaperPrefix) {
			return strings.TrimPrefix(id.Ident, escaperPrefix)
		}
	}
	return ""
}

func (s *scope) pipe(p *parse.PipeNode) (expr, error) { return s.commands(p, p.Cmds) }

func (s *scope) commands(p *parse.PipeNode, commands []*parse.CommandNode) (expr, error) {
	if len(commands) != 1 {
		return expr{}, fmt.Errorf("cannot compile %s", p)
	}
	c := commands[0]
	if id, ok := c.Args[0].(*parse.IdentifierNode); ok {
		return s.function(id.Ident, c.Args[1:])
	}
	if len(c.Args) != 1 {
		return expr{}, fmt.Errorf("cannot compile %s", c)
	}
	return s.operand(c.Args[0])
}

// operand compiles one word of a command.
func (s *scope) operand(n parse.Node) (expr, error) {
	switch n := n.(type) {
	case *parse.DotNode:
		return s.dot, nil
	case *parse.FieldNode:
		return fields(s.dot, n.Ident)
	case *parse.VariableNode:
		for i := len(s.vars) - 1; i >= 0; i-- {
			if s.vars[i].name == n.Ident[0] {
				return fields(s.vars[i].value, n.Ident[1:])
			}
		}
	case *parse.ChainNode:
		base, err := s.operand(n.Node)
		if err != nil {
			return expr{}, err
		}
		return fields(base, n.Field)
	case *parse.PipeNode:
		return s.pipe(n)
	case *parse.StringNode:
		return constant(reflect.ValueOf(n.Text)), nil
	case *parse.BoolNode:
		return constant(reflect.ValueOf(n.True)), nil
	case *parse.NumberNode:
		if n.IsInt {
			return constant(reflect.ValueOf(int(n.Int64))), nil
		}
	case *parse.IdentifierNode:
		return s.function(n.Ident, nil)
	}
	return expr{}, fmt.Errorf("cannot compile %s", n)
}

var errNil = errors.New("a field of something that is not there")

// fields compiles .A.B of a value.
func fields(value expr, names []string) (expr, error) {
	for _, name := range names {
		next, err := field(value, name)
		if err != nil {
			return expr{}, err
		}
		value = next
	}
	return value, nil
}

func field(value expr, name string) (expr, error) {
	if v := value.constant; v.IsValid() && v.Kind() == reflect.Map {
		e := v.MapIndex(reflect.ValueOf(name))
		for e.IsValid() && e.Kind() == reflect.Interface {
			e = e.Elem()
		}
		if !e.IsValid() {
			return expr{}, fmt.Errorf("there is no %q", name)
		}
		return constant(e), nil
	}
	typ, pointer := value.typ, value.typ.Kind() == reflect.Pointer
	if pointer {
		typ = typ.Elem()
	}
	if typ.Kind() != reflect.Struct || value.constant.IsValid() {
		return expr{}, fmt.Errorf("cannot compile the field %s of a %s", name, value.typ)
	}
	f, ok := typ.FieldByName(name)
	if !ok || !f.IsExported() {
		return expr{}, fmt.Errorf("a %s has no field %s", typ, name)
	}
	for t, i := typ, 0; i < len(f.Index)-1; i++ {
		if t = t.Field(f.Index[i]).Type; t.Kind() != reflect.Struct {
			return expr{}, fmt.Errorf("cannot compile the field %s of a %s", name, typ)
		}
	}
	get, index := value.get, f.Index
	at := func(v reflect.Value) reflect.Value { return v.FieldByIndex(index) }
	if len(index) == 1 {
		i := index[0]
		at = func(v reflect.Value) reflect.Value { return v.Field(i) }
	}
	return expr{typ: f.Type, get: func(st *state, dot reflect.Value) (reflect.Value, error) {
		v, err := get(st, dot)
		if err != nil {
			return v, err
		}
		if pointer {
			if v.IsNil() {
				return v, errNil
			}
			v = v.Elem()
		}
		return at(v), nil
	}}, nil
}

// function compiles a function with its arguments.
func (s *scope) function(name string, words []parse.Node) (expr, error) {
	args := make([]expr, len(words))
	known := true
	for i, w := range words {
		a, err := s.operand(w)
		if err != nil {
			return expr{}, err
		}
		args[i], known = a, known && a.constant.IsValid()
	}
	if f, ok := s.funcs[name]; ok {
		return apply(f, args, known)
	}
	switch {
	case (name == "and" || name == "or") && len(args) > 0:
		return choose(args, name == "or")
	case name == "not" && len(args) == 1:
		isTrue, err := truthOf(args[0].typ)
		if err != nil {
			return expr{}, err
		}
		return compute(args, func(v []reflect.Value) bool { return !isTrue(v[0]) }), nil
	case name == "len" && len(args) == 1 && (args[0].typ.Kind() == reflect.Slice || args[0].typ.Kind() == reflect.String):
		return compute(args, func(v []reflect.Value) int { return v[0].Len() }), nil
	case len(args) == 2:
		return compare(name, args)
	}
	return expr{}, fmt.Errorf("cannot compile the function %q", name)
}

// apply compiles a call of one of the theme's functions.
func apply(f Func, args []expr, known bool) (expr, error) {
	if known {
		values := make([]any, len(args))
		for i, a := range args {
			values[i] = a.constant.Interface()
		}
		result, err := f(values...)
		if err != nil {
			return expr{}, err
		}
		return constant(reflect.ValueOf(result)), nil
	}
	return expr{typ: reflect.TypeFor[string](), get: func(st *state, dot reflect.Value) (reflect.Value, error) {
		values := make([]any, len(args))
		for i, a := range args {
			v, err := a.get(st, dot)
			if err != nil {
				return v, err
			}
			values[i] = v.Interface()
		}
		result, err := f(values...)
		if err != nil {
			return reflect.Value{}, err
		}
		words, ok := result.(string)
		if !ok {
			return reflect.Value{}, fmt.Errorf("a function gave a %T for a page", result)
		}
		return reflect.ValueOf(words), nil
	}}, nil
}

// choose compiles and and or: the first value that decides, else the last. Where the values have
// several types, only whether the result is true is known, which is all that if asks.
func choose(args []expr, or bool) (expr, error) {
	same := true
	truths := make([]func(reflect.Value) bool, len(args))
	for i, a := range args {
		isTrue, err := truthOf(a.typ)
		if err != nil {
			return expr{}, err
		}
		truths[i], same = isTrue, same && a.typ == args[0].typ
	}
	result := args[0].typ
	if !same {
		result = reflect.TypeFor[decision]()
	}
	return expr{typ: result, get: func(st *state, dot reflect.Value) (v reflect.Value, err error) {
		isTrue := false
		for i, a := range args {
			if v, err = a.get(st, dot); err != nil {
				return v, err
			}
			if isTrue = truths[i](v); isTrue == or {
				break
			}
		}
		if !same {
			v = reflect.ValueOf(decision(isTrue))
		}
		return v, nil
	}}, nil
}

// decision is a truth that cannot be written, since it stands for values of several types.
type decision bool

// compute compiles an operation on values.
func compute[T any](args []expr, op func([]reflect.Value) T) expr {
	return expr{typ: reflect.TypeFor[T](), get: func(st *state, dot reflect.Value) (reflect.Value, error) {
		var values [2]reflect.Value
		for i, a := range args {
			v, err := a.get(st, dot)
			if err != nil {
				return v, err
			}
			values[i] = v
		}
		return reflect.ValueOf(op(values[:len(args)])), nil
	}}
}

// compare compiles eq, ne, lt, le, gt and ge of two texts or two whole numbers.
func compare(name string, args []expr) (expr, error) {
	var order func(v []reflect.Value) int
	switch k := args[0].typ.Kind(); {
	case k != args[1].typ.Kind():
		return expr{}, fmt.Errorf("cannot compile %q of a %s and a %s", name, args[0].typ, args[1].typ)
	case k == reflect.String:
		order = func(v []reflect.Value) int { return strings.Compare(v[0].String(), v[1].String()) }
	case k == reflect.Int:
		order = func(v []reflect.Value) int {
			a, b := v[0].Int(), v[1].Int()
			switch {
			case a < b:
				return -1
			case a > b:
				return 1
			}
			return 0
		}
	default:
		return expr{}, fmt.Errorf("cannot compile %q of a %s", name, args[0].typ)
	}
	holds, ok := map[string]func(int) bool{
		"eq": func(o int) bool { return o == 0 },
		"ne": func(o int) bool { return o != 0 },
		"lt": func(o int) bool { return o < 0 },
		"le": func(o int) bool { return o <= 0 },
		"gt": func(o int) bool { return o > 0 },
		"ge": func(o int) bool { return o >= 0 },
	}[name]
	if !ok {
		return expr{}, fmt.Errorf("cannot compile the function %q", name)
	}
	if args[0].constant.IsValid() && args[1].constant.IsValid() {
		return constant(reflect.ValueOf(holds(order([]reflect.Value{args[0].constant, args[1].constant})))), nil
	}
	return compute(args, func(v []reflect.Value) bool { return holds(order(v)) }), nil
}

// truthOf returns the test of whether a value of a type is true, as text/template's IsTrue.
func truthOf(typ reflect.Type) (func(reflect.Value) bool, error) {
	switch typ.Kind() {
	case reflect.Bool:
		return func(v reflect.Value) bool { return v.Bool() }, nil
	case reflect.String, reflect.Slice, reflect.Map:
		return func(v reflect.Value) bool { return v.Len() > 0 }, nil
	case reflect.Int:
		return func(v reflect.Value) bool { return v.Int() != 0 }, nil
	case reflect.Pointer:
		return func(v reflect.Value) bool { return !v.IsNil() }, nil
	case reflect.Struct:
		return func(reflect.Value) bool { return true }, nil
	}
	return nil, fmt.Errorf("cannot compile whether a %s is true", typ)
}

func truth(v reflect.Value) bool {
	isTrue, err := truthOf(v.Type())
	return err == nil && isTrue(v)
}
