// The stem of a Swedish word in lower case: Snowball's algorithm for Swedish
// (snowballstem.org/algorithms/swedish), as the program does it when it makes the search index.
"use strict";

const stem = (() => {
  const endings = ("heterna hetens anden heten heter arnas ernas ornas andes arens andet arna erna orna ande arne aste " +
    "aren ades erns ade are ern ens het ast ad en ar er or as es at a e").split(" ");
  const doubled = /(?:dd|gd|nn|dt|gt|kt|tt)$/;
  const last = [["fullt", "full"], ["löst", "lös"], ["lig", ""], ["els", ""], ["ig", ""]];

  return (word) => {
    // What may be taken off comes after the first consonant that follows a vowel, and after three letters.
    const region = /^.*?[aeiouyåäö][^aeiouyåäö]/s.exec(word);
    if (!region) return word;
    const start = Math.max(region[0].length, 3);
    const ends = (end) => word.length - end.length >= start && word.endsWith(end);

    const ending = endings.find(ends);
    if (ending) word = word.slice(0, -ending.length);
    else if (ends("s") && /[bcdfghjklmnoprtvy]s$/.test(word)) word = word.slice(0, -1);

    if (doubled.test(word) && word.length - 2 >= start) word = word.slice(0, -1);

    const [end, instead] = last.find(([end]) => ends(end)) ?? ["", ""];
    return word.slice(0, word.length - end.length) + instead;
  };
})();
