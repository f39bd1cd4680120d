package say

// swedish holds the Swedish wording of every format that the program uses, by the English one.
var swedish = map[string]string{}
