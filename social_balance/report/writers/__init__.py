"""Writers of formats that need a library of their own: each imports it inside its functions only.

package
    A zip of parts, as Word, PowerPoint and Excel write their files.
part
    One file of a package.
"""
